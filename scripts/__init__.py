"""Programs for people who work on the project; the site needs none of them to run."""
