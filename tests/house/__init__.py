"""The house itself: its servers, its settings, its floors."""
