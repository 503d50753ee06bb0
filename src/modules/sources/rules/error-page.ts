const GONE = /(?:p[aá]gina|contenido|recurso|documento|noticia) (?:solicitad[oa] )?(?:no (?:se )?(?:ha sido |ha |pudo ser )?(?:encontrad[oa]|existe|disponible|est[aá] disponible)|no encontrad[oa])|no se (?:ha )?(?:encontrado|encuentra|encontr[oó]) la p[aá]gina|error 404|404 not found|page (?:not found|does not exist)|not found|orria ez da (?:aurkitu|existitzen)|ez da (?:orria|edukia) aurkitu|edukia ez da aurkitu|bilatzen duzun orria/iu;
const DOWN = /error (?:interno|500|503|del servidor|de (?:conexi[oó]n|base de datos))|internal server error|service unavailable|bad gateway|fuera de servicio|en mantenimiento|mantentze-lan|barne-errorea|zerbitzaria(?:ren|n)? errore|intentel?o (?:m[aá]s tarde|de nuevo)|int[eé]ntelo (?:m[aá]s tarde|de nuevo)|try again later|temporarily unavailable|database error|acceso denegado|access denied|too many requests|captcha/iu;
const LONGEST = 600;

/**
 * What a page that answers as if all were well says of itself instead of content: that it is not there, or that the server is
 * ill. A long page that speaks of such things is a page.
 */
export function errorPage(page: { readonly title: string; readonly text: string }): "gone" | "down" | undefined {
  if (page.text.length > LONGEST) return undefined;
  const said = `${page.title}\n${page.text}`;
  return GONE.test(said) ? "gone" : DOWN.test(said) ? "down" : undefined;
}
