use migratory::prelude::*;

#[derive(Model)]
#[model(
    primary_key(idd),
    unique(email, "mail"),
    index(created_at dsc),
    index(secret),
    index(email, include(name)),
    foreign_key(email, references = "users(a, b)"),
    foreign_key(email),
    check(price > 0),
    check("price > 0", sqlit = "1")
)]
pub struct User {
    pub id: i64,
    #[model(column = "e_mail")]
    pub email: String,
    pub created_at: i64,
    #[model(skip)]
    pub secret: String,
}

fn main() {}
