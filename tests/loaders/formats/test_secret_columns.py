"""Secrets, recognised by the names of their columns."""

import pytest

from loaders.formats.secret_columns import is_secret


@pytest.mark.parametrize(
    "name",
    [
        "password_hash",
        "rp_token",
        "card.number",
        "Card Number",
        "CVV",
        "api_key",
        "Secret",
        "WebPassword__c",
        "Passwort",
        "Kennwort (Shop)",
        "Kreditkartennummer",
        "mot_de_passe",
        "motDePasse",
        "Mot de passe",
        "Contraseña",
        "contrasen\u0303a",
        "contrasena_hash",
        "senha",
        "Parola",
        "wachtwoord",
        "Lösenord",
        "adgangskode",
        "hasło",
        "Heslo",
        "Jelszó",
        "Şifre",
        "Пароль",
        "Κωδικός πρόσβασης",
        "סיסמה",
        "كلمة المرور",
        "パスワード",
        "密码",
        "비밀번호",
        "Mật khẩu",
        "user_pwd",
        "mdp",
        "Número de tarjeta",
        "Numéro de carte",
    ],
)
def test_secrets_are_known_by_name(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "Loyalty Card Number",
        "tokens_of_love",
        "Passenger",
        "Company",
        "Card Brand",
        "Name",
        "Kundenkartennummer",
        "Numéro de carte de fidélité",
        "Pass",
        "Passage",
        "Kennung",
        "Hasloch",
        "Clave",
        "parolas_count",
        "Nachname",
    ],
)
def test_columns_that_hold_no_secret_are_read(name: str) -> None:
    assert not is_secret(name)
