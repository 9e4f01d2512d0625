"""Social Exchange: the Flask application, one folder per business capability."""
