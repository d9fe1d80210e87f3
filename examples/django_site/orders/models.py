"""What people have ordered."""

from django.db import models


class Order(models.Model):
    customer_id = models.BigIntegerField(db_index=True)  # Telegram's ids need more than 32 bits
    customer = models.CharField(max_length=64)
    dish = models.CharField(max_length=200)
    is_ready = models.BooleanField(default=False)
    ordered = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("ordered", "id")

    def __str__(self) -> str:
        return f"{self.dish} for {self.customer}"
