"""Tests of the pipeline that candidates start from."""
