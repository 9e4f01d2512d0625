"""People: signing in, the organizations they act for, the offices they hold."""
