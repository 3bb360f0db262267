"""Many briefs at once: planned, built side by side here or on a cluster, written one by one."""
