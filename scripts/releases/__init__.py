"""What a release consists of, made from a commit and checked."""
