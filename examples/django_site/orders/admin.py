"""The page of the kitchen: choose orders, and say that they are ready."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

import scaletg

from .models import Order
from .telegram import bot


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ("dish", "customer", "ordered", "is_ready")
    actions = ("mark_ready",)

    @admin.action(description="Ready: write to the customers")
    def mark_ready(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        for order in queryset.filter(is_ready=False):
            order.is_ready = True
            order.save()
            try:
                bot.api.send_message(order.customer_id, f"Your {order.dish} is ready.")
            except (scaletg.ApiError, scaletg.NetworkError) as error:
                self.message_user(request, f"{order.customer} was not told: {error}", messages.WARNING)
