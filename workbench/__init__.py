"""What runs, plays and measures the product; nothing here is part of it.

running, visitor, fake_registry     the real product for a test, a visitor, stand-ins for the registries
conversations                       conversation tests (make test-conversations), record (make record)
preview                             what does my edit change? (make preview)
bench, load, mutation, screenshots  figures of speed, weakened safety, the documents' pictures
"""
