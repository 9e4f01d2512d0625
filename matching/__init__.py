"""The matching library: plain data in, plain data out; it knows neither Flask nor the database."""
