"""What a request body and an answer must be: the bases of the generated models, their field types and Notify's rules."""
