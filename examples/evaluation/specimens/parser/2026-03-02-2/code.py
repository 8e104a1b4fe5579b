def tokens(text, found=[]):
    for word in text.split():
        found.append(word)
    return found
