"""Judging the networks beside simple baselines."""
