"""A service that takes applications for parking permits: a form, a text, an email, a letter, and their statuses."""
