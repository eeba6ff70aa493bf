"""The pages of the documentation site, and what is checked of the site once it is built: see `scripts/docs`."""
