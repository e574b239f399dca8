"""The datasets the sandbox marketplace offers, and the scripts that rebuild them from their packages."""
