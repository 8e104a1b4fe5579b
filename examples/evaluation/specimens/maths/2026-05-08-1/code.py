def square(value):
    return value * value
