"""The spine of every case: a need, an offer and its funding, from interest to the district's decision."""
