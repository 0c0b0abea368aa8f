"""公开门户: what anyone may look up, submit and follow. Every page here is public; `/public/` is its place."""

from django.urls import path

from . import drawing, publishing, submitting

urlpatterns = [
    path("", publishing.index, name="portal"),
    path("apply/<slug:slug>/", submitting.apply, name="portal-apply"),
    path("receipt/", submitting.receipt, name="portal-receipt"),
    path("track/", submitting.track, name="portal-track"),
    path("track/leave/", submitting.leave, name="portal-leave"),
    path("track/<slug:number>/", submitting.case, name="portal-case"),
    path("track/<slug:number>/steps/<slug:step>/", submitting.supplement, name="portal-supplement"),
    path("track/<slug:number>/documents/<int:key>/", submitting.document, name="portal-document"),
    path("draw/", drawing.page, name="portal-draw"),
    path("draw/offline.zip", drawing.offline, name="portal-draw-offline"),
    path("<slug:slug>/", publishing.listing, name="portal-list"),
    path("<slug:slug>/feed.xml", publishing.feed, name="portal-feed"),
    path("<slug:slug>/<int:key>/", publishing.entry, name="portal-entry"),
    path("<slug:slug>/<int:key>/files/<int:document>/", publishing.file, name="portal-file"),
    path("<slug:slug>/<int:key>/remark/", submitting.remark, name="portal-remark"),
]
