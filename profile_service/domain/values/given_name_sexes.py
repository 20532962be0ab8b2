"""Given names of men and of women that are written alike: John and Joan, Paul and Paula.

No typing error of one another, though they look like it: a couple or siblings who share a phone are two persons. The
names of which a twentieth or less are of the other sex come from the frequencies of given names in the U.S. census of
1990 (Census Bureau, Frequently Occurring Surnames and Given Names, in the public domain), with common names of European
languages added; of both only those that are close to a name of the other sex. Names that are a man's in one language
and a woman's in another, such as Michele, are left out.
"""

_COUPLES = frozenset([("jean", "jeanne"), ("karol", "karolina")])
"""Names of which one is for either sex, and that are a man's and a woman's where they stand beside each other."""
# What is shorter is an initial, or a short form for either sex.
_LEAST_LETTERS = 3


def are_of_two_sexes(a: str, b: str) -> bool:
    """Whether one of two names (look-up form) is a man's and the other a woman's; False where either is not listed."""
    if min(len(a), len(b)) < _LEAST_LETTERS:
        return False
    return (a in _MEN and b in _WOMEN) or (a in _WOMEN and b in _MEN) or (min(a, b), max(a, b)) in _COUPLES


_MEN = frozenset(
    """
    aaron abe abel adan adrien alan albert alberto alden aldo alec alejandro aleksander aleksandr alessandro alex
    alexander alexandre alexandros alfred alfredo allan allen alvin amado anders andre andreas andrei andrej andres
    andrew andrzej andy angelo anibal anthony antione antoine anton antone antonin antonio antony antwan archie arden
    arlen arlie armand armando aron arron art asa august augustus aurelien aurelio barney barrett barry bart bastien
    benedict benito bennett benny benoit bernard bernardo bernd bert bertram bertrand billy blaine bobby bogdan booker
    boris boyce brad bradley bradly brady brain branden brandon brant brendan brendon brent brenton bret brett brian
    brice brock brooks caleb calvin carl carlo carlos carlton carmelo carmine carson carter cesar chad chance charles
    charley chas chase chauncey chester christian christoper christoph christophe christopher clarence clark claud
    claude claudio clement clemente cole coleman colin collin conrad cordell corey cornelius cornell cortez craig
    cristian cristiano cristobal cristopher damien dan dane danial daniel daniil danilo danny dante darell daren darin
    dario darius daron darrel darren darrick darrin darryl darwin daryl davis dean deandre deangelo del delmar delmer
    denis dennis derick dewayne dino domenic domingo dominic dominick dominik don donald donn donnell donny donovan
    donte dorsey duane dustin dwain earl earle earnest eduardo edwin efrain elden eli elias elijah eliseo elliot elliott
    ellis elmo eloy elvin elvis emanuel emil emile emiliano emilio emmanuel enrique eric erich erick erik ernest ernesto
    ernie ernst ervin erwin esteban ethan eugene eugenio evan everett everette evgeny ezra fabian fabiano fabien fabio
    fabrizio federico felipe felix ferdinand fermin fernand fernando filip filippo flavio florencio florent florentino
    florian floyd francesco francisco franciszek francois frank franklin franklyn franz fred freddy frederic frederick
    frederik fredric fredrick friedrich gabriel galen garfield garret garrett garth gary gaston gaylord genaro georg
    george georges georgi georgios gerald geraldo gerard gerardo germain german ghislain giacomo gianluca gil gilbert
    gino giorgio giovanni giulio giuseppe glen glenn graig grant greg gregorio gregory grzegorz guillermo hai hal harlan
    harley harris harrison harry hayden heath heinrich hendrik henri henrik henrique henry herman hermann hilario horst
    hung ian ilya irvin irwin ismael israel ivan jack jackson jacques jake jamaal jamal jamar jamel james jamison
    jaroslav jarrett jarvis jason jay jayson jeff jefferey jeffery jens jere jeremiah jeremie jermaine jerrell jerrod
    jerrold jerry jess jesse joao jochen joe joel joesph johan johann johannes john johnathan johnathon johnny johnson
    jon jonah jonas jonathan jose josef joseph josh josiah jospeh josue juan jules julian julien julio julius justin
    kamil kareem karel karl karlheinz keith kelvin kendrick kenny kermit keven kirk klaus konstantin kory kristofer
    kristopher kyle lamont lance landon lanny laurent lawerence lawrence leandro leland len lenard lenny leo leon
    leonard leonardo leonel les lester lewis lino lionel lon long lonny lorenz lorenzo louis lowell lucas luciano lucien
    lucio lucius luis lyndon mac maciej mack major malik manual manuel marc marcel marcelino marcello marcellus marcelo
    marcin marco marcos marcus marek margarito mariano mario marius mariusz mark marlon marquis marshall martial martin
    marvin mathew mathias mathieu matt matteo matthew matthias maurice mauricio maurizio mauro maxime maximo maynard
    melvin merlin mervin michael michal michale micheal michel miguel mikael milan miles milford millard milo miquel
    miroslav mitchel mitchell morris myron nathan nathanael nathanial nathaniel neal ned neil neville nicholas nick
    nickolas nicolas niklas nikolai nikolaus noah noe nolan norman normand norris octavio olaf oleksandr olen oliver
    olivier oren orval owen palmer paolo pascal pasquale patrick patryk paul pavel perry peter petr petros phil philip
    philipp philippe phillip piero pierre pietro porter prince radek rafael rafal rainer raleigh ralph ramon randal
    randall randell randy raphael raul raymon raymond reggie reginald reid reinaldo reinhard renaldo renato reynaldo
    ricardo rich richie rick rickey ricky robby robert roberto robt rocco rod roland rolando romain roman romano romeo
    romuald ron ronald ronnie ronny roscoe rosendo ross roy ruben sammy sandro santiago santo sebastian sebastien serge
    shad shane shaun sherman shon siegfried silas silvio simon sonny stan stanislav stanislaw stanton stefan stefano
    stefanos steffen stephan stephane stephen sven sylvain sylvester tanner ted teodoro terence terrance terrell
    terrence thad theo theodor theodore thierry thomas timmy tomas tomasz tommy toney tony travis trent trenton trevor
    ulrich valentin valentino valerio veit vern vernon victor viktor virgil virgilio vito vitor vittorio vladimir von
    wally walter walther wayne wendell wilfred wilfredo wilhelm will willard william williams willian willis willy
    wilmer winford winfred winston yann yvon zdenek
    """.split()
)  # fmt: skip
_WOMEN = frozenset(
    """
    abbey adela adele adell adriana adriane adrianna adrianne adrienne alaina alana alanna alba alberta alberte alda
    alecia alejandra aleksandra alene alesha alesia alessandra alexa alexandra alexandria alexia alfreda alice alina
    aline allene allie alma alpha alta alvina alyson amanda amber ami amie ana anabel andra andrea andree andreea andria
    angela angelia angelica angelika angelina angeline angelique angelita angie anita ann anne antionette antje
    antoinette antonette antonia antonina ardis ardith aretha arleen arlene arline armande armida artie ashleigh ashton
    asia augusta aurelia aurelie avis barb barbra bastienne belen benita bernadette bernadine bernarda bernice berniece
    bernita berta bertha bertie bertrande beth bethany bette betty blanche bobbi bogdana bonnie bonny brandi brandie
    brandy breanna brenda brenna briana brianna brianne bridgett bridgette brigette britney britta brittani brittany
    brook brooke callie candace candice candy cara caren cari carina carla carleen carlene carlotta carly carman carmel
    carmela carmelita carmella carol carole carolee carolina caroline carolyn carrie caryl caryn catharine cathrine
    celia chanda chandra chanel chantel charisse charity charla charleen charlene charline charlotte charmaine chasity
    chastity chelsea chelsey chelsie cheri cherly cheryle christa christal christel christen christi christiane christie
    christin christina christine christy claire clara clare clarice claudette claudia claudine clementine coleen colette
    colleen collette connie cora coral cordelia cori corine corinne cornelia corrie corrine cortney cristal cristina
    cristine cristy crystal daisy damaris danelle danette daniela daniella danielle danita danna danuta daphne darci
    darcy daria darla darleen darlene dawn dawna dayna deana deann deanna deanne deidre delia della delma dena denice
    denise destiny dian diana diane diann dianne dina dionne dominga dominika dona donita donna doreen dorene doris
    dorris earlene earline earnestine easter edith eduarda edwina elaina elaine elena elia elida elinor elisa elisabeth
    elise elissa eliza ellen ellie elma elodie eloisa eloise elouise elsie elvia elvira emilia emiliana emilie emily
    emma emmanuelle enriqueta era erica ericka erika erin erma erna ernestina ernestine essie estela estella ester
    esther eugenia evangelina evangeline eve evette evgenia fabiana fabienne fabiola fabrizia fanny federica felicia
    felipa felisha ferdinanda fern fernanda fernande filipa filippa flavia flor flora florence floriane florida florine
    floy fran frances francesca francine francisca francoise franziska freda frederica frederique freida frieda
    friederike gabriela gabriella gabrielle gail galina garnet gay gaye gayla gena georgette georgia georgiana
    georgianna georgie georgina geraldine gerda geri germaine gerri gertrude ghislaine giacoma gianna gilberte gillian
    gina giorgia giovana giovanna gisela giulia giulietta giuseppina glenda glenna gracie gregoria guillermina hailey
    haley hallie harriet harriett harriette hattie haydee hayley heather heinrike helen henrietta henriette henrike
    hermelinda hermine herminia hester hilary hillary hortense ila ilene ilona ingeborg ione irina isabel isabell ivana
    ivanka ivona jacklyn jaclyn jacque jacquelin jacqueline jacquelyn jacquline jade jami jamila jane janel jaroslava
    jasmin jasmine jayme jayne jeane jeanie jena jeniffer jennette jenny jeri jerri jerrie jessica jillian joan joana
    joanie joann joanna joanne jocelyn joelle joellen johanna johnna joleen jolene joni jonnie josefa josefina josefine
    josephina josephine josette josie joyce joycelyn juana juanita juli julia juliana julianna julianne julie julienne
    juliet juliette june jung justina justine justyna kala kami kamila kara karen karin karla karol karolina karolyn
    karon karrie keisha kelli kendra kenya keri kerri kira klaudia konstantina konstanze kori krista kristen kristi
    kristie kristin kristina kristine kristy kyla kylie lacey lacie ladonna lan laura laureen laurel lauren laurence
    lauretta laurette lauri laurie lavina lea leann leanna leanne leeann leilani leisa lela lelia lena lenora lenore
    leola leona leone leonie leonor leonora leora letha lia lilian lilly lina lise lois lona loredana lorena lorene
    lorenza lorie lorine lorna louann louella louisa louise luann lucia luciana lucie lucienne lucila lucile lucille
    lucinda lucyna luisa luise lynda lynne mabel mackenzie mae mai majorie malinda malissa mamie mandy manuela mara
    maranda marcela marcelina marcella marcelle marci marcia marcie marcy mareike margaret margarete margarette
    margarita marge margherita margie margit margo margot margret margrit marguerite mari maria mariah mariam marian
    mariana mariann marianna marianne maribel maricela marie mariella marietta marija marilee marilyn marilynn marina
    marisa marisela marisol marissa marita maritza marjorie marjory marla marlena marlene marlies marlyn marlys marnie
    marquerite marquita marsha marta martha marti martiale martina martine martyna marva marvel mary maryann maryellen
    marylin marylou mathilde matilda matilde mattie maudie maura maureen maurine mavis maxie maxine maya mayra mei
    melina melinda melisa mellisa mellissa melody melony melva melvina merry mia micaela michaela michalina michell
    michelle mikaela milagros mildred millie miroslava monique muriel myrna nadia natalia natalie nathalie nelda nell
    nellie nena neva nichole nicki nicole nicoletta niki nikolina nila noelle nola nona nora noreen norma nova octavia
    ola oleksandra olga olive olivia oma ona ora pam paola pascale patrica patrice patricia patrycja paula paule
    paulette paulina pauline pavla pearl pearlie pearline peggie penny petra philippa phillis philomena phuong pierrette
    pietra portia princess rachael racheal rachel rae rafaela ramona randi raphaelle raquel regina regine reina rena
    renae renata renate renita retha reyna rhoda ricarda richelle robbin roberta roberte robyn rocio rolande roma
    romaine romana romina romona rona ronda rosa rosalind rosalinda rosanne rose roseann roseanna roseanne roselyn rosie
    rosina roslyn rowena roxana roxane roxann roxanne rubye sally sandi sandra santa saundra sebastiana sebastienne
    serena shaina shalonda shana shanda shanna shanon shanta shante shantel sharla sharlene sharon sharonda sharron
    sharyn shauna shawna shayna sheri sherita shonda sieglinde sigrid silvia simona simone sonya stanislava stanislawa
    stefania stefanie stephanie stephany stephenie sunny svenja svetlana sylvaine sylvia sylvie tammy tera terese terra
    terri terrie thea theda theodora tiana tierra tomasa tomeka toni tonya toya traci trena treva ulrike valarie
    valencia valentina valeria valerie valorie venita vera verena verna vernell vernice veronica veronika veronique
    vickey vicky victoria viktoria virgie virgina virginia virginie vittoria vladimira waltraud wendi wendy wilhelmina
    wilhelmine willa wilma winifred winnifred winona yana yvonne zdenka
    """.split()
)  # fmt: skip
