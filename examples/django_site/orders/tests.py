"""Tests of the bot with Django's own runner: python manage.py test."""

import unittest
from unittest import mock

from django.contrib.auth.models import User
from django.test import TestCase

from scaletg_contrib.testkit import Telegram

from .models import Order
from .telegram import bot


class OrdersTest(TestCase):
    def setUp(self) -> None:
        self.telegram = Telegram(bot)
        self.addCleanup(self.telegram.close)
        self.ada = self.telegram.private("Ada")

    def test_an_order_is_a_row_of_the_table(self) -> None:
        assert self.ada.send("/orders").text == "You have ordered nothing."
        assert self.ada.send("/order tea").text == "tea: you are number 1."
        assert self.telegram.private("Bob").send("/order cake").text == "cake: you are number 2."
        assert self.ada.send("/orders").text == "Waiting: tea"
        assert str(Order.objects.get(customer_id=self.ada.user.id)) == "tea for Ada"

    def test_nothing_is_kept_of_an_update_that_fails(self) -> None:
        burning = mock.patch.object(Order.objects, "filter", side_effect=RuntimeError("the kitchen burns"))
        with burning, self.assertRaisesMessage(RuntimeError, "the kitchen burns"):
            self.ada.send("/order tea")
        assert not Order.objects.exists()

    def test_the_kitchen_says_in_the_admin_that_an_order_is_ready(self) -> None:
        self.ada.send("/order tea")
        self.client.force_login(User.objects.create_superuser("cook"))
        chosen = {"action": "mark_ready", "_selected_action": [Order.objects.get().pk]}
        self.client.post("/admin/orders/order/", chosen)
        assert self.ada.last.text == "Your tea is ready."
        assert self.ada.send("/orders").text == "Ready: tea"

    @unittest.skipIf(bot.token is None, "without TELEGRAM_BOT_TOKEN the webhook is closed")
    def test_the_webhook_is_a_page_of_the_site(self) -> None:
        ada = {"id": self.ada.user.id, "is_bot": False, "first_name": "Ada"}
        message = {
            "message_id": 1,
            "date": 1,
            "chat": {"id": ada["id"], "type": "private"},
            "from": ada,
            "text": "/orders",
        }
        secret = {"X-Telegram-Bot-Api-Secret-Token": bot.secret_token or ""}
        update = {"update_id": 1, "message": message}
        answer = self.client.post(bot.webhook_path, update, content_type="application/json", headers=secret)
        assert answer.json()["text"] == "You have ordered nothing."
        assert self.client.get(bot.webhook_path).status_code == 405
