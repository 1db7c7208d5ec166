use migratory::prelude::*;

#[derive(DbEnum)]
pub struct Status {
    pub active: bool,
}

#[derive(DbEnum)]
pub enum Nothing {}

#[derive(DbEnum)]
#[db_enum(nmae = "kind", rename_all = "snakecase")]
pub enum Kind {
    Plain,
    #[db_enum(renam = "x")]
    Rich(i64),
    #[db_enum(rename = "plain")]
    Other,
}

#[derive(DbEnum)]
pub enum Twice {
    InReview,
    #[db_enum(rename = "in_review")]
    Review,
}

fn main() {}
