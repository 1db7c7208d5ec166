//! The blog's migrations, a line for each file.

mod m20260105090000000_create_users;
mod m20260105093000000_create_posts;
mod m20260112140000000_create_tags;
mod m20260119100000000_create_comments;
mod m20260608080000000_count_words;

pub use m20260105090000000_create_users::CreateUsers;
pub use m20260105093000000_create_posts::CreatePosts;
pub use m20260112140000000_create_tags::CreateTags;
pub use m20260119100000000_create_comments::CreateComments;
pub use m20260608080000000_count_words::CountWords;
