"""The tests that come with the package: pytest, with the test kit of ScaleTG."""

import scaletg_dice

import scaletg
from scaletg_contrib.testkit import Telegram


def test_dice_are_thrown():
    bot = scaletg.Bot()
    bot.load(scaletg_dice)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("/dice 3")
        assert len([reply for reply in ada.replies if reply.dice]) == 3
        assert ada.send("/dice 6").text == "From 1 to 5 dice, please."
