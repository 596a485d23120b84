"""From samples and events to sound."""
