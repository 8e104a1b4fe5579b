def largest(values):
    best = 0
    for value in values:
        if value > best:
            best = value
    return best
