package dev.downbeat.server;

import dev.downbeat.runtime.Downbeat;
import dev.downbeat.sdk.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Every bean of the server, named one by one: Spring Boot's guesses from the class path would cost seconds at
/// the start and change with it.
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
@Import({
    AboutController.class,
    DagController.class,
    FleetController.class,
    ErrorAnswers.class,
    HealthController.class,
    Metrics.class,
    PageController.class,
    RepairController.class,
    AlertController.class,
    AttemptController.class,
    AssetController.class,
    BackfillController.class,
    PoolController.class,
    RunController.class,
    StreamController.class,
    WebhookController.class,
    WorkerController.class
})
class ServerConfiguration implements WebMvcConfigurer {
    private final ObjectProvider<FleetGuard> fleet;

    ServerConfiguration(ObjectProvider<FleetGuard> fleet) {
        this.fleet = fleet;
    }

    @Bean
    TomcatServletWebServerFactory tomcat(Listening listening, ObjectProvider<ExecutionListener> execution) {
        var factory = new TomcatServletWebServerFactory(listening.port());
        factory.setAddress(listening.address());
        factory.setDisableMBeanRegistry(true);
        factory.addProtocolHandlerCustomizers(handler -> handler.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory())));
        factory.addContextCustomizers(context -> {
            // what Tomcat itself refuses tells nothing of what runs here
            var plain = new ErrorReportValve();
            plain.setShowReport(false);
            plain.setShowServerInfo(false);
            context.getParent().getPipeline().addValve(plain);
        });
        execution.ifAvailable(listener -> listener.addTo(factory));
        return factory;
    }

    @Bean
    DispatcherServlet dispatcherServlet() {
        return new DispatcherServlet();
    }

    @Bean
    FilterRegistrationBean<Guard> guard(FleetGuard fleet) {
        var registration = new FilterRegistrationBean<>(new Guard(fleet));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    @Bean
    FilterRegistrationBean<RequestTimer> requestTimer(Metrics metrics) {
        var registration = new FilterRegistrationBean<>(new RequestTimer(metrics.registry()));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FleetGuard fleetGuard(Downbeat downbeat) {
        return new FleetGuard(downbeat);
    }

    @Bean
    EventStreams eventStreams() {
        return new EventStreams();
    }

    /// The mapping is asked for only when the document is: it holds the controllers, one of which holds this.
    @Bean
    OpenApiDocument openApiDocument(ObjectProvider<RequestMappingHandlerMapping> mappings) {
        return new OpenApiDocument(() -> mappings.getObject().getHandlerMethods());
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.disableDefaults()
                .withStringConverter(new StringHttpMessageConverter(StandardCharsets.UTF_8))
                .withJsonConverter(new JacksonJsonHttpMessageConverter(Json.MAPPER))
                .addCustomConverter(new ResourceHttpMessageConverter());
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(fleet.getObject());
        registry.addInterceptor(new KnownParameters());
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**").addResourceLocations("classpath:/dev/downbeat/server/assets/");
        registry.addResourceHandler("/docs/ui/**").addResourceLocations(SwaggerUi.location());
    }
}
