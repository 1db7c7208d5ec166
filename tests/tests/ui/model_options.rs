use migratory::prelude::*;

#[derive(Model)]
#[model(tabel = "users", index(emial), unique(email, nam = "x"), indx(email))]
pub struct User {
    #[model(primary_key, uniqe)]
    pub id: i64,
    #[model(max_len = 20, max_length = "20", banana)]
    pub email: String,
    #[model(unique = "x", default, references = "organizations", on_delete = "casacde")]
    pub org_id: i64,
    #[model(type = "timestamp", unique, unique, was = "")]
    pub at: i64,
    #[model]
    pub name: String,
}

fn main() {}
