"""Proofreading: rules of Swedish, held against texts as their readers meet them."""
