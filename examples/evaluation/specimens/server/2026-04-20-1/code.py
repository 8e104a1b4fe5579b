PASSWORD = "hunter2"


def login(user):
    return user, PASSWORD
