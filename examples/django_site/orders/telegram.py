"""The bot: its apps use the models as views do. No async, so the ORM needs no wrapper."""

from collections.abc import Iterator

from django.db import close_old_connections, transaction

import scaletg

from .models import Order

bot = scaletg.Bot()


@bot.module(autouse=True)
def one_transaction() -> Iterator[None]:
    """Give each update what ATOMIC_REQUESTS gives a page: all of its changes are made, or none."""
    close_old_connections()  # updates come in threads that Django does not know
    try:
        with transaction.atomic():
            error = yield
            if error is not None:
                transaction.set_rollback(True)
    finally:
        close_old_connections()


@bot.app("/order <dish:rest>")
def order(message: scaletg.Message, user: scaletg.User, dish: str) -> str:
    "Order something: /order tea"
    if len(dish) > 200:
        return "That is too long."
    Order.objects.create(customer_id=user.id, customer=user.first_name, dish=dish)
    waiting = Order.objects.filter(is_ready=False).count()
    return f"{dish}: you are number {waiting}."


@bot.app("/orders")
def show_orders(message: scaletg.Message, user: scaletg.User) -> str:
    "Show your orders."
    orders = Order.objects.filter(customer_id=user.id).reverse()[:10]
    lines = [f"{'Ready' if order.is_ready else 'Waiting'}: {order.dish}" for order in orders]
    return "\n".join(lines) or "You have ordered nothing."


@bot.app(fallback=True)
def explain(message: scaletg.Message) -> str:
    return "Say /order tea, or /orders."
