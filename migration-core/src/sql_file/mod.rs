//! SQL files: raw SQL that somebody else's tool may have written, as migrations.
//!
//! A text is never parsed, only cut into statements, by the lexical rules of the database that it is run on; and it is
//! never in memory as a whole. Where texts come from (a file, the program itself) is the runtime's business: here it is
//! a [`Source`].
//!
//! What raw SQL says about the schema is known as far as for `schema.sql(...)`: the names that its statements mention.

mod block;
mod client;
mod lex;
mod normal;
mod read;
mod script;
mod split;
mod survey;

pub(crate) use client::{end_of_script, for_client};
pub use normal::normalised;
pub(crate) use normal::{has_dollar_quote, normalised_for_all, with_plain_line_ends};
pub use read::{Position, Statement, Statements};
pub use script::{Script, Source, SqlFile};
pub use split::{Piece, PieceKind, Splitter, first_words, rows};
pub use survey::{Control, Survey};
