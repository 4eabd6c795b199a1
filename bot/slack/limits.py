"""Slack's limits, where they meet what the bot sends (docs.slack.dev, block and view reference)."""

MESSAGE_TEXT = 3800  #: characters; `chat.update` refuses more than 4,000
SHORT_TEXT = 1000  #: characters of a message that was refused as too long
SECTION_TEXT = 3000
VIEW_BLOCKS = 100
ACTIONS = 25  #: elements in one actions block
BUTTON_LABEL = 30  #: what a phone shows of the 75 allowed
BUTTON_VALUE = 2000
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 75  #: 150 in newer references
PLACEHOLDER = 150
INPUT_TEXT = 3000  #: characters in a text input
VIEW_TITLE = 24
CHARTS = 2  #: in one message
SLICES = 6  #: 12 in newer references
CHART_LABEL = 20
CHART_TITLE = 50
CAPTION = 100
CELL = 60  #: of one cell's text, for the width of a screen
TABLE_ROWS = 100  #: without the header; 200 in newer references
TABLE_PAGE = 25  #: rows shown at once
