def first(items):
    if items == None:
        return None
    return items[0]
