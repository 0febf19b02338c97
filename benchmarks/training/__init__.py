"""From pages with gold text and labelled lines to the weights of ``cleanpage.classifiers.sequence``."""
