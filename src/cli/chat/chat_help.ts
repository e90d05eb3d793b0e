/** The commands of a chat. */
export const CHAT_HELP = `Commands:
  /set            Change how the model answers, and how it is shown
  /show           Show what the model is
  /load <model>   Talk with another model, from the beginning
  /save <model>   Keep the model, its settings and what was said as a new model
  /clear          Forget what was said
  /list           List the models on this disk
  /bye, /exit     Leave; so does Ctrl + d
  /?, /help       Show this
  /? set          Show what can be set; so do /? show and /? shortcuts

Use """ to begin and to end a message of several lines.
`;

/** What `/set` changes. */
export const SET_HELP = `Set:
  /set parameter <name> <value>   How the model draws words: /set parameter lists the names
  /set system <text>              What the model is told first; """ for several lines
  /set think [level]              Have the model think first: low, medium, high, max
  /set nothink                    Have it answer at once
  /set format json                Have it answer in JSON
  /set noformat                   Have it answer as it likes
  /set verbose, quiet             Show timings after an answer, or none
  /set wordwrap, nowordwrap       Break lines between words, or where the screen ends
  /set history, nohistory         Keep what is typed for the next chat, or not
`;

/** What `/show` prints. */
export const SHOW_HELP = `Show:
  /show info         What the model is and can do
  /show license      Its licence
  /show modelfile    The file that would make it
  /show parameters   Its parameters, and those that were set here
  /show system       What it is told first
  /show template     How a conversation is written for it
`;

/** The parameters that `/set parameter` takes. */
export const PARAMETER_HELP = `Parameters:
  /set parameter seed <int>                  Same seed, same answer; -1 for a new one each time
  /set parameter num_predict <int>           Most tokens of an answer; -1 for no limit
  /set parameter num_ctx <int>               Length of the context in tokens
  /set parameter num_keep <int>              First tokens that stay when the context is full
  /set parameter temperature <float>         How freely words are drawn; 0 for the likeliest always
  /set parameter top_k <int>                 Draw from so many of the likeliest tokens
  /set parameter top_p <float>               Draw from the likeliest that reach this probability
  /set parameter min_p <float>               Draw from those at least this fraction of the likeliest
  /set parameter typical_p <float>           Draw from the most typical ones
  /set parameter repeat_penalty <float>      How much a repetition is held back
  /set parameter repeat_last_n <int>         How far back repetitions are looked for; -1 for all
  /set parameter presence_penalty <float>    How much a token is held back once it occurred
  /set parameter frequency_penalty <float>   The same, for each time that it occurred
  /set parameter stop <text> <text> ...      What ends an answer
  /set parameter num_thread <int>            Threads; 0 for the engine's choice
  /set parameter num_gpu <int>               Layers on a GPU; -1 for the engine's choice
`;

/** The keys of a chat. */
export const SHORTCUTS_HELP = `Keys:
  Up, Down           Earlier and later messages
  Ctrl + r           Look for an earlier message
  Ctrl + a, Home     To the beginning of the line
  Ctrl + e, End      To the end of the line
  Alt + b, Alt + f   One word back, or ahead
  Ctrl + k           Erase to the end of the line
  Ctrl + u           Erase to the beginning of the line
  Ctrl + w           Erase the word before the cursor, to the last space
  Alt + Backspace    Erase the word before the cursor
  Alt + d            Erase the word after the cursor
  Ctrl + y           Put back what was erased
  Ctrl + t           Swap two characters
  Ctrl + g           Edit the message with $EDITOR
  Ctrl + l           Clear the screen
  Ctrl + c           Stop the answer, or give the message up
  Ctrl + d           Leave
`;
