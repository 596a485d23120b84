"""OT Bioelettronica Muovi and Muovi+."""
