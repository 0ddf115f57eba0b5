"""The box as a service of systemd: what it tells the service manager, and when."""
