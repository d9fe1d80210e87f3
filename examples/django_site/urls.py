"""The pages of the site, and the webhook of the bot."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from orders.telegram import bot


@csrf_exempt  # Telegram has a secret of its own, which the bot compares
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    status, headers, body = bot.handle(request.body, request.headers)
    return HttpResponse(body, status=status, headers=headers)


urlpatterns = [path("admin/", admin.site.urls), path(bot.webhook_path.removeprefix("/"), webhook)]
