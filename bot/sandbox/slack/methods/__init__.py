"""The Web API, one file a method; this is the list of those that exist."""

from bot.sandbox.slack.method import Method
from bot.sandbox.slack.methods import (
    api_test,
    apps_connections_open,
    auth_test,
    chat_delete,
    chat_get_permalink,
    chat_post_ephemeral,
    chat_post_message,
    chat_update,
    conversations_info,
    conversations_members,
    conversations_open,
    oauth_v2_access,
    openid_connect_token,
    openid_connect_user_info,
    team_info,
    users_info,
    users_list,
    users_lookup_by_email,
    views_open,
    views_publish,
    views_push,
    views_update,
)

METHODS: dict[str, Method] = {
    module.METHOD.name: module.METHOD
    for module in (
        api_test,
        apps_connections_open,
        auth_test,
        chat_delete,
        chat_get_permalink,
        chat_post_ephemeral,
        chat_post_message,
        chat_update,
        conversations_info,
        conversations_members,
        conversations_open,
        oauth_v2_access,
        openid_connect_token,
        openid_connect_user_info,
        team_info,
        users_info,
        users_list,
        users_lookup_by_email,
        views_open,
        views_publish,
        views_push,
        views_update,
    )
}
