"""OT Bioelettronica Sessantaquattro+."""
