import unittest

import app


class AnswerTest(unittest.TestCase):
    def test_greets(self):
        self.assertEqual(app.answer("/", "good day"), (200, {"message": "good day, world"}))

    def test_knows_its_version(self):
        self.assertEqual(app.answer("/version", "")[1]["version"], app.VERSION)

    def test_does_not_know_other_paths(self):
        self.assertEqual(app.answer("/nowhere", "")[0], 404)


if __name__ == "__main__":
    unittest.main()
