use migratory::prelude::*;

#[derive(Model)]
#[model(primary_key(idd), unique(email, "mail"), index(secret), index(email, include(name)))]
#[model(foreign_key(email, references = "users(a, b)"))]
pub struct User {
    pub id: i64,
    #[model(column = "e_mail")]
    pub email: String,
    #[model(skip)]
    pub secret: String,
    pub e_mail: String,
}

fn main() {}
