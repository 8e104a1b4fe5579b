def is_half(value):
    return value == 0.5 * 1.0
