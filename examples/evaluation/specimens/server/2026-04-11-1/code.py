import os


def remove(name):
    os.system("rm " + name)
