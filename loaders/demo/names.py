"""Names and places of the synthetic people. Names are common ones; towns are real, street addresses are not."""

WOMEN = {
    "Abigail": "Abby", "Amanda": "Mandy", "Angela": "Angie", "Barbara": "Barb", "Caroline": "Carrie",
    "Catherine": "Cathy", "Christine": "Chris", "Cynthia": "Cindy", "Deborah": "Debbie", "Denise": "", "Diane": "",
    "Eleanor": "Ellie", "Elizabeth": "Liz", "Emily": "Em", "Frances": "Fran", "Grace": "", "Hannah": "", "Irene": "",
    "Jacqueline": "Jackie", "Janet": "Jan", "Jennifer": "Jen", "Josephine": "Josie", "Judith": "Judy",
    "Katherine": "Kate", "Kimberly": "Kim", "Laura": "", "Lucía": "", "Margaret": "Peggy", "Megan": "Meg",
    "Michelle": "Shelly", "Nadia": "", "Pamela": "Pam", "Patricia": "Pat", "Rebecca": "Becky", "Renée": "",
    "Samantha": "Sam", "Sandra": "Sandy", "Susan": "Sue", "Theresa": "Terri", "Victoria": "Vicky", "Yolanda": "",
}  # fmt: skip
"""Given name → its short form, empty where there is none."""
MEN = {
    "Albert": "Al", "Alexander": "Alex", "Andrew": "Andy", "Anthony": "Tony", "Benjamin": "Ben", "Carlos": "",
    "Charles": "Chuck", "Christopher": "Chris", "Daniel": "Dan", "David": "Dave", "Dmitri": "", "Edward": "Ed",
    "Frederick": "Fred", "Gregory": "Greg", "Harold": "Hal", "Isaac": "", "James": "Jim", "Jerome": "Jerry",
    "Jonathan": "Jon", "Joseph": "Joe", "José": "", "Kenneth": "Ken", "Lawrence": "Larry", "Leonard": "Len",
    "Marcus": "", "Matthew": "Matt", "Michael": "Mike", "Nathaniel": "Nate", "Nicholas": "Nick", "Omar": "",
    "Peter": "Pete", "Raymond": "Ray", "Richard": "Rick", "Robert": "Bob", "Samuel": "Sam", "Stephen": "Steve",
    "Thomas": "Tom", "Timothy": "Tim", "Vincent": "Vince", "Walter": "Walt", "William": "Bill",
}  # fmt: skip
FAMILIES = (
    "Abbott|Acosta|Albrecht|Alvarez|Anderson|Baker|Barnes|Bauer|Bennett|Blackwood|Boyd|Brennan|Brooks|Burke|Calloway|"
    "Campbell|Carson|Castillo|Chandler|Chen|Clarke|Collins|Cooper|Crawford|Dalton|Daniels|Delgado|Dixon|Donovan|Doyle|"
    "Duncan|Eastman|Edwards|Ellis|Farrell|Fernandez|Fischer|Fleming|Foster|Franklin|Gallagher|Garcia|Gibson|Gordon|"
    "Graham|Griffin|Gutierrez|Hale|Hansen|Harper|Hayes|Hoffman|Holland|Howard|Hughes|Ibrahim|Ingram|Jackson|Jensen|"
    "Johnson|Kaufman|Keller|Kennedy|Khan|Kim|Kowalski|Lambert|Larsen|Lawson|Lee|Lopez|Lowe|MacDonald|Marsh|Martinez|"
    "Mason|McCarthy|Mendoza|Meyer|Miller|Moreno|Murphy|Nakamura|Nelson|Nguyen|Novak|O'Brien|O'Connor|Olson|Ortiz|Owens|"
    "Park|Patel|Pearson|Perez|Peterson|Phillips|Porter|Price|Quinn|Ramírez|Reed|Reyes|Robinson|Rogers|Romero|Rossi|"
    "Russell|Ryan|Sanders|Santos|Schneider|Schultz|Shah|Sharma|Silva|Smith|Snyder|Spencer|Stewart|Sullivan|Tanaka|"
    "Taylor|Thompson|Torres|Tucker|Turner|Vargas|Vaughn|Wagner|Walker|Walsh|Watson|Webb|Weber|Whitaker|Williams|Wong|"
    "Wright|Yamamoto|Young|Zimmerman"
).split("|")
TOWNS = (
    ("Cincinnati", "OH", "452"), ("Dayton", "OH", "454"), ("Columbus", "OH", "432"), ("Lexington", "KY", "405"),
    ("Louisville", "KY", "402"), ("Indianapolis", "IN", "462"), ("Fort Wayne", "IN", "468"), ("Nashville", "TN", "372"),
)  # fmt: skip
STREETS = (
    "Maple Street|Oak Avenue|Linden Lane|Church Street|Mill Road|River Road|Elm Street|Park Avenue|Highland Drive|"
    "Cedar Court|Walnut Street|Orchard Way|Chestnut Street|Sycamore Lane|Meadow Lane|Hillcrest Avenue|Spring Street"
).split("|")
MAIL_DOMAINS = ("mail.example.com", "mail.example.com", "post.example.net", "inbox.example.org", "home.example.net")
WORK_DOMAINS = ("work.example.com", "office.example.org", "school.example.net")
AREA_CODES = (
    "216 219 234 260 270 283 312 317 330 380 419 423 440 463 502 513 567 574 606 614 615 629 731 740 765 812 859 901 "
    "930 931 937"
).split()
"""Area codes; in each of them the numbers 555-0100 to 555-0199 are reserved for fiction."""
