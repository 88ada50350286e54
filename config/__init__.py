"""What an operator writes: settings, the organisation file, calendars, locales."""
