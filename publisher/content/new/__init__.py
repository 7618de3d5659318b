"""What `publisher new` and `publisher init` write for the author to go on with."""
