"""A blind listening test: which of two ways to go on with a tune do people like better?"""
