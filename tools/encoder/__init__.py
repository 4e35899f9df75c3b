"""How the encoders were made: nothing here runs in the product, see README.md."""
