"""Classifiers: what weighs all evidence over the whole sequence and gives every paragraph one label."""
