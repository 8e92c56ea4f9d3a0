"""What every app stands on: translated text, audit trail, mail, base templates and styles."""
