from django.urls import path

from press.illustrations.views import rendition

app_name = "illustrations"
urlpatterns = [path("<int:pk>/<int:width>.<str:ext>", rendition, name="rendition")]
