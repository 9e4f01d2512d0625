"""Classifications, divisions and the working calendar: the words that everything else is described in."""
